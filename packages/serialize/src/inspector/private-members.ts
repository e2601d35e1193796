import { exchangeSlot, handleOf, withInspector } from './inspector-session.ts';

interface RemoteValue {
  type: string;
  objectId?: string;
}

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
      privateProperties?: { name: string; value?: RemoteValue }[];
      internalProperties?: { name: string }[];
    }>('Runtime.getProperties', { objectId, ownProperties: true });
    const fields = privateProperties.flatMap(({ name, value: remote }) => (remote === undefined ? [] : [{ name, remote }]));
    const values =
      fields.length === 0
        ? []
        : exchangeSlot((expression) => {
            // Objects go as handles, everything else as the protocol wrote it.
            ask('Runtime.callFunctionOn', { objectId, silent: true, functionDeclaration: `function (...values) { ${expression} = values; }`, arguments: fields.map(({ remote }) => argumentFor(remote)) });
          });
    return {
      fields: fields.map(({ name }, index) => [name, (values as unknown[])[index]]), // `as`: the list made above
      hasMethods: fields.length < privateProperties.length || internalProperties.some(({ name }) => name === '[[PrivateMethods]]'),
    };
  });
}

function argumentFor(remote: RemoteValue): object {
  if (remote.objectId !== undefined) return { objectId: remote.objectId };
  return remote.type === 'undefined' ? {} : remote;
}
