import { handleOf, valuesBehind, withInspector } from './inspector-session.ts';
import type { RemoteObject } from './inspector-session.ts';

/** The #private members of an object, as far as they are its own. */
export interface PrivateMembers {
  /** In the order in which they were made: those of base classes first. Two classes may have fields of one name. */
  fields: [name: string, value: unknown][];
  /** It has #private methods or accessors. */
  hasMethods: boolean;
}

/**
 * Reads the #private members of an object, or the static ones of a class.
 *
 * @returns undefined where there is no inspector
 */
export function privateMembers(value: object): PrivateMembers | undefined {
  return withInspector((ask) => {
    const objectId = handleOf(ask, value);
    const { privateProperties = [], internalProperties = [] } = ask<{
      privateProperties?: { name: string; value?: RemoteObject }[];
      internalProperties?: { name: string }[];
    }>('Runtime.getProperties', { objectId, ownProperties: true });
    const fields = privateProperties.flatMap(({ name, value: remote }) => (remote === undefined ? [] : [{ name, remote }]));
    const values = fields.length === 0 ? [] : valuesBehind(ask, fields.map(({ remote }) => remote));
    return {
      fields: fields.map(({ name }, index) => [name, values[index]]),
      hasMethods: fields.length < privateProperties.length || internalProperties.some(({ name }) => name === '[[PrivateMethods]]'),
    };
  });
}
