export const id = 227;
export const ids = [227];
export const modules = {

/***/ 64227:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   stopTasks: () => (/* binding */ stopTasks)
/* harmony export */ });
/* harmony import */ var _launcher_slurm_stop_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(20758);
/* harmony import */ var _session_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1366);
/* harmony import */ var _open_cluster_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(30271);



/** A cancel leaves 7.5 s in all. */
const CANCEL_MS = 6_000;
const SWEEP_MS = 30_000;
/**
 * Makes sure that no job of the run goes on or waits, follow-ups that the launcher leaves queued included, and deletes
 * the files with real values there.
 * @returns what may still run, in one line; undefined where nothing does.
 */
async function stopTasks(session) {
    const { record, stop } = session;
    const { remote } = record;
    if (!remote)
        return undefined;
    const cancelled = stop.signal.aborted && stop.signal.reason === 'cancelled';
    const link = await (0,_open_cluster_js__WEBPACK_IMPORTED_MODULE_2__/* .linkOf */ .IJ)(session, remote);
    const jobIds = remote.tasks.flatMap((task) => task.jobIds);
    const { cancelled: stopped, left, problem, } = await (0,_launcher_slurm_stop_js__WEBPACK_IMPORTED_MODULE_0__/* .stopByTag */ .S0)(link, remote.tag, {
        budgetMs: cancelled ? CANCEL_MS : SWEEP_MS,
        jobIds,
        jobNames: remote.tasks.map(({ jobName }) => jobName),
        // A submission that was cut off may have jobs on their way.
        quiet: remote.tasks.length === 0 ? 2 : 1,
    });
    if (stopped.length > 0)
        session.log.info(`scancel on ${link.name}: ${stopped.join(' ')}`);
    if (left.length > 0 || problem !== undefined)
        return `jobs may still run on ${link.name}${problem ? ` (${problem})` : ''}: scancel ${left.join(' ')}`;
    const kept = await (0,_launcher_slurm_stop_js__WEBPACK_IMPORTED_MODULE_0__/* .deleteRemoteSecrets */ .D$)(link, remote.tasks);
    if (kept.length > 0)
        return `delete .secrets.env in ${kept.join(', ')} on ${link.name}`;
    (0,_session_js__WEBPACK_IMPORTED_MODULE_1__/* .updateRecord */ .vL)(session, { remote: { ...remote, swept: true } });
    return undefined;
}


/***/ })

};
