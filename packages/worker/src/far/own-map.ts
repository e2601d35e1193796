/** A `Map` whose methods are its own: a tool that replaces those of `Map.prototype` does not reach them. */
export class OwnMap<Key, Value> extends Map<Key, Value> {}

const { constructor: _, ...methods } = Object.getOwnPropertyDescriptors(Map.prototype);
Object.defineProperties(OwnMap.prototype, methods);
