export * from './rates.mjs';
export { add as plus } from './state.cjs';
export * as rates from './rates.mjs';
