export const id = 278;
export const ids = [278];
export const modules = {

/***/ 11897:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   openFinishers: () => (/* binding */ openFinishers)
/* harmony export */ });
/** What finishes the invocations of each executor; each is opened at its first use. */
function openFinishers(resumer) {
    const open = new Map();
    return {
        of: (executor) => {
            const finisher = open.get(executor) ?? load(executor, resumer);
            open.set(executor, finisher);
            return finisher;
        },
        close: async () => {
            for (const finisher of open.values())
                await (await finisher).close?.();
        },
    };
}
async function load(executor, resumer) {
    switch (executor) {
        case 'slurm':
            return new (await Promise.all(/* import() */[__webpack_require__.e(271), __webpack_require__.e(758), __webpack_require__.e(587), __webpack_require__.e(294), __webpack_require__.e(254), __webpack_require__.e(228)]).then(__webpack_require__.bind(__webpack_require__, 34228))).SlurmFinisher(resumer);
        case 'lepton':
            return new (await Promise.all(/* import() */[__webpack_require__.e(131), __webpack_require__.e(254), __webpack_require__.e(285)]).then(__webpack_require__.bind(__webpack_require__, 29285))).LeptonFinisher(resumer);
    }
}


/***/ })

};
