import { OwnSet, ownKeys } from '../untampered.ts';

/** What the code of a class with #private members is given, and gives: see `parseClassText`. */
export interface Restoration {
  /** Constructor and field initialisers run nothing of the program. */
  on: boolean;
  /** Reads the #private fields of an instance. */
  get?: (instance: object) => readonly unknown[];
  /** Writes the #private fields of an instance. */
  set?: (instance: object, values: readonly unknown[]) => void;
  /** Writes the #private static fields of the class. */
  setStatic?: (values: readonly unknown[]) => void;
}

// A tool may replace these on the far side.
const { construct, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf } = Reflect;

/**
 * Puts the #private members of a class on an object, without their values and without running the constructor.
 *
 * Only a constructor of the class can do that. One that is derived puts them on whatever its base gives it, and the base is looked up
 * when the constructor runs; one that is not makes the object itself.
 *
 * @param bare - the object as it was made so far
 * @param onField - is told of public fields that are made on the way; their values travel like those of any object
 * @returns the object to go on with: the same one if the class is derived
 */
export function marked(made: Function, restoration: Restoration, isDerived: boolean, bare: object, onField?: (key: PropertyKey, value: unknown) => void): object {
  const keys = new OwnSet(ownKeys(bare));
  const base = getPrototypeOf(made);
  restoration.on = true;
  try {
    if (isDerived) setPrototypeOf(made, function () { return bare; });
    const instance = construct(made, []) as object; // `as`: constructors give objects
    for (const key of ownKeys(instance)) {
      if (isDerived && keys.has(key)) continue;
      onField?.(key, getOwnPropertyDescriptor(instance, key)?.value);
      deleteProperty(instance, key);
    }
    return instance;
  } finally {
    restoration.on = false;
    setPrototypeOf(made, base);
  }
}

/** Takes properties away until those that are left stand in the given order, so that the missing ones can be added behind. */
export function keepOnly(object: object, wanted: readonly PropertyKey[], isKept: (key: PropertyKey) => boolean): void {
  const keys = ownKeys(object);
  let inPlace = 0;
  let isInOrder = true;
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as PropertyKey; // `as`: the index is below the length
    if (isKept(key)) continue;
    isInOrder &&= key === wanted[inPlace];
    if (isInOrder) inPlace += 1;
    else deleteProperty(object, key);
  }
}
