// A class that rows import: nobody outside can write its private field.
export class Money {
  #secret = 'kept';
  constructor(amount) {
    this.amount = amount;
  }
  static of(amount) {
    return new Money(amount);
  }
  reveal() {
    return this.#secret;
  }
}

export class Price {
  #cents;
  constructor(cents) { this.#cents = cents; }
  read() { return this.#cents; }
  [Symbol.for('@exec/serialize/toTransport')]() { return this.#cents; }
  static [Symbol.for('@exec/serialize/fromTransport')](cents) { return new Price(cents); }
}
