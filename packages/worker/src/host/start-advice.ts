import type { WireEvents, WireExit, WireFactory, WorkerWire } from '../wire.ts';

/**
 * Has workers that end before they are ready say which option is likely at fault: the wire knows how they ended, the strategy what
 * it was given.
 */
export class AdvisedStarts implements WireFactory {
  readonly #factory: WireFactory;
  readonly #advise: (exit: WireExit) => string | undefined;

  /** @param advise - gives a sentence, without its full stop, or undefined; asked for every worker that ends before it is ready */
  constructor(factory: WireFactory, advise: (exit: WireExit) => string | undefined) {
    this.#factory = factory;
    this.#advise = advise;
  }

  start(events: WireEvents): WorkerWire {
    let isReady = false;
    return this.#factory.start({
      ...events,
      onReady: () => {
        isReady = true;
        events.onReady();
      },
      onExit: (exit) => {
        const advice = isReady ? undefined : this.#advise(exit);
        events.onExit(advice === undefined ? exit : { ...exit, advice });
      },
    });
  }
}
