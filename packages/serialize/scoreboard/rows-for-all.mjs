/** The rows of a module of the table, but for those of options (`deny`, `receiver`) that only this package has. */
export const rowsForAll = (module) => (module.rows ?? module.default.rows).filter(({ options }) => options === undefined);
