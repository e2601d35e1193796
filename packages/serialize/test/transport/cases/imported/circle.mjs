import * as self from './circle.mjs';
export const word = 'circle';
export const me = () => self.word;
