export const id = 339;
export const ids = [339];
export const modules = {

/***/ 4339:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   localExecutor: () => (/* binding */ localExecutor)
/* harmony export */ });
/* harmony import */ var _config_decisions_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(62141);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(83916);
/* harmony import */ var _launch_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(78558);



/** Evaluation containers on the engine of the runner. */
const localExecutor = {
    prepare: async (session, _inputs, config) => {
        if (config.dryRun)
            return [];
        // The first run's ports may not be free again yet.
        return session.rerun === undefined ? (0,_launch_js__WEBPACK_IMPORTED_MODULE_2__/* .assignPorts */ .Y7)(session) : (0,_launch_js__WEBPACK_IMPORTED_MODULE_2__/* .assignPorts */ .Y7)(session, (0,_config_decisions_js__WEBPACK_IMPORTED_MODULE_0__/* .pinnedTasks */ .Hs)(config));
    },
    checkRunner,
    checkMachine: async (session, inputs, config) => (0,_launch_js__WEBPACK_IMPORTED_MODULE_2__/* .checkMachine */ .U1)(session, inputs, config.outputDir),
    launchAndWatch: _launch_js__WEBPACK_IMPORTED_MODULE_2__/* .launchAndWatch */ .wY,
};
/** @throws ConfigError on a runner that cannot run evaluation containers at all. */
function checkRunner({ context }) {
    if (context.os === 'Linux')
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ConfigError */ .xL(`this is a ${context.os} runner, on which the launcher cannot run evaluation containers: use a Linux runner such as runs-on: ubuntu-latest (dry-run works anywhere)`);
}


/***/ })

};
