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
/* harmony import */ var _launcher_slurm_submit_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(54315);
/* harmony import */ var _results_invocation_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(82890);
/* harmony import */ var _slurm_match_jobs_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(11299);
/* harmony import */ var _session_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1366);
/* harmony import */ var _open_cluster_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(30271);






/** A cancel leaves 7.5 s in all. */
const CANCEL_MS = 6_000;
const SWEEP_MS = 30_000;
/**
 * Makes sure that no job of the run goes on or waits, follow-ups that the launcher leaves queued included, and deletes
 * the files with real values there.
 * @param jobIds of the run's jobs, which count where the cluster does not show their comment.
 * @returns what may still run, in one line; undefined where nothing does.
 */
async function stopTasks(session, jobIds = knownJobs(session)) {
    const { record, stop } = session;
    const { remote } = record;
    if (!remote)
        return undefined;
    const cancelled = stop.signal.aborted && stop.signal.reason === 'cancelled';
    const link = await (0,_open_cluster_js__WEBPACK_IMPORTED_MODULE_5__/* .linkOf */ .IJ)(session, remote);
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
    if (remote.tasks.length === 0 && record.outputDir !== undefined) {
        const left = await (0,_launcher_slurm_submit_js__WEBPACK_IMPORTED_MODULE_1__/* .clearSecrets */ .l)(link, remote.tag, record.outputDir, remote.launched);
        if (left !== undefined)
            return left;
    }
    const kept = await (0,_launcher_slurm_stop_js__WEBPACK_IMPORTED_MODULE_0__/* .deleteRemoteSecrets */ .D$)(link, remote.tasks);
    if (kept.length > 0)
        return `delete .secrets.env in ${kept.join(', ')} on ${link.name}`;
    (0,_session_js__WEBPACK_IMPORTED_MODULE_4__/* .updateRecord */ .vL)(session, { remote: { ...remote, swept: true } });
    return undefined;
}
/** A submission that was cut off is known by what the launcher has recorded. */
function knownJobs({ record, files }) {
    const recorded = (0,_slurm_match_jobs_js__WEBPACK_IMPORTED_MODULE_3__/* .readRecordedJobs */ .Z)((0,_results_invocation_js__WEBPACK_IMPORTED_MODULE_2__/* .readIfThere */ .qC)(files.execDb) ?? '').map(({ jobId }) => jobId);
    return [...new Set([...recorded, ...(record.remote?.tasks ?? []).flatMap(({ jobIds }) => jobIds)])];
}


/***/ })

};
