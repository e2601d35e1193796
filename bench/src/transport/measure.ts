/** What a round of a measure gave: our value, and what it is compared with. */
export interface MeasureValues {
  ours: number;
  /** Measured in the same process, in turns with ours. */
  other?: number;
}

/** One line of the table of function transport: what is measured, and what it has to keep. */
export interface Measure {
  name: string;
  unit: string;
  /** What `other` is. */
  comparedWith?: string;
  /** Bound on `ours / other`, or on `ours` where it is compared with nothing. Absent: measured for information. */
  atMost?: number;
  /** One round is enough: it compares the heap with itself. */
  once?: true;
  /** @param effort - `quick` asks for fewer repetitions */
  run(effort: { quick: boolean }): Promise<MeasureValues>;
}

