export const id = 935;
export const ids = [935];
export const modules = {

/***/ 39935:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   fetchLate: () => (/* binding */ fetchLate)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(83916);
/* harmony import */ var _launcher_slurm_stop_watched_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(77805);
/* harmony import */ var _upload_scan_file_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(87179);
/* harmony import */ var _session_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1366);
/* harmony import */ var _open_cluster_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(30271);
/* harmony import */ var _watch_tasks_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(90587);






/**
 * Fetches what tasks have left that ended by themselves, though the main step was cut off before it saw that, or had
 * fetched it. Never throws. The jobs are stopped by now.
 */
async function fetchLate(session) {
    const { remote, invocationDir } = session.record;
    const known = new Map(remote?.endings?.map((one) => [one.index, one]));
    const open = remote?.tasks.filter(({ index }) => !known.get(index)?.fetched) ?? [];
    if (!remote || !invocationDir || remote.left || open.length === 0)
        return { endings: (0,_watch_tasks_js__WEBPACK_IMPORTED_MODULE_5__/* .badEndings */ ._Y)(known), brought: false };
    const redact = (text) => (0,_upload_scan_file_js__WEBPACK_IMPORTED_MODULE_2__/* .redactMessage */ .b6)(text, session.forms);
    try {
        const link = await (0,_open_cluster_js__WEBPACK_IMPORTED_MODULE_4__/* .linkOf */ .IJ)(session, remote);
        const brought = [];
        const watch = {
            ...{ link, tag: remote.tag, tasks: open, mirrorDir: invocationDir },
            onProblem: (problem) => (0,_session_js__WEBPACK_IMPORTED_MODULE_3__/* .warn */ .R8)(session, redact(problem)),
            onEnd: (task, ending) => {
                (0,_watch_tasks_js__WEBPACK_IMPORTED_MODULE_5__/* .noteEnding */ .AO)(session, task, ending);
                (0,_watch_tasks_js__WEBPACK_IMPORTED_MODULE_5__/* .reportEnd */ .wZ)(session, task, ending);
                if (ending.fetched)
                    brought.push(task.index);
            },
        };
        const cancelled = remote.stopped ?? [];
        const { endings, unfetched } = await (0,_launcher_slurm_stop_watched_js__WEBPACK_IMPORTED_MODULE_1__/* .fetchStopped */ .Y)(watch, known, { cancelled, onlyEnded: true });
        for (const { name, index, remoteDir } of open)
            if (unfetched.includes(index))
                session.log.info(`what ${name} has left stays on ${link.name}: ${remoteDir}`);
        return { endings: (0,_watch_tasks_js__WEBPACK_IMPORTED_MODULE_5__/* .badEndings */ ._Y)(endings), brought: brought.length > 0 };
    }
    catch (error) {
        const dirs = open.map(({ remoteDir }) => remoteDir).join(', ');
        const { user, host } = remote;
        (0,_session_js__WEBPACK_IMPORTED_MODULE_3__/* .warn */ .R8)(session, redact(`what is left of the tasks stays on ${user}@${host} (${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(error)}): ${dirs}`));
        return { endings: (0,_watch_tasks_js__WEBPACK_IMPORTED_MODULE_5__/* .badEndings */ ._Y)(known), brought: false };
    }
}


/***/ })

};
