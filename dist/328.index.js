export const id = 328;
export const ids = [328];
export const modules = {

/***/ 62328:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   stopRemote: () => (/* binding */ stopRemote)
/* harmony export */ });
/**
 * Makes sure that nothing of an evaluation on a cluster goes on, unless it was left to.
 * @returns what may still run, in one line; undefined where nothing does.
 */
async function stopRemote(session) {
    const { remote, phase } = session.record;
    if (!remote || remote.left)
        return undefined;
    // The post step looks once more for what a submission on Lepton had under way as it was cut off.
    const mayHaveCome = remote.executor === 'lepton' && remote.lepton === undefined && phase !== 'launching';
    if (remote.swept && !mayHaveCome)
        return undefined;
    if (remote.executor === 'lepton')
        return (await Promise.all(/* import() */[__webpack_require__.e(131), __webpack_require__.e(541)]).then(__webpack_require__.bind(__webpack_require__, 49541))).stopJobs(session);
    return (await Promise.all(/* import() */[__webpack_require__.e(271), __webpack_require__.e(758), __webpack_require__.e(294)]).then(__webpack_require__.bind(__webpack_require__, 91294))).stopTasks(session);
}


/***/ })

};
