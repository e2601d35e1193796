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
