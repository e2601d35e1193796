/**
 * Tools of pure mathematics, written from the descriptions of the leaderboard's executable category. Parameters have the
 * names that the descriptions give them.
 */
import { parseFormula } from './formula.mjs';

/** @param {{ n: number, k: number, p: number }} input */
export function binomialProbability({ n, k, p }) {
  let ways = 1;
  for (let drawn = 1; drawn <= k; drawn++) ways = (ways * (n - k + drawn)) / drawn;
  return ways * p ** k * (1 - p) ** (n - k);
}

/** @param {{ vectorA: number[], vectorB: number[] }} input */
export function cosineSimilarity({ vectorA, vectorB }) {
  return dotProduct(vectorA, vectorB) / Math.sqrt(dotProduct(vectorA, vectorA) * dotProduct(vectorB, vectorB));
}

/** @param {{ mass: number, volume: number }} input kilograms and cubic metres */
export function density({ mass, volume }) {
  return mass / volume;
}

/** @param {{ initial_velocity: number, acceleration: number, time: number }} input */
export function displacement({ initial_velocity: velocity, acceleration, time }) {
  return velocity * time + (acceleration * time ** 2) / 2;
}

/** @param {{ charge: number, voltage: number }} input coulombs and volts */
export function electrostaticPotentialEnergy({ charge, voltage }) {
  return charge * voltage;
}

/** @param {{ initial_velocity: number, acceleration: number, time: number }} input */
export function finalVelocity({ initial_velocity: velocity, acceleration, time }) {
  return velocity + acceleration * time;
}

/** @param {{ present_value: number, interest_rate: number, periods: number }} input compounded once a year */
export function futureValue({ present_value: presentValue, interest_rate: rate, periods }) {
  return presentValue * (1 + rate) ** periods;
}

/** @param {{ numbers: number[] }} input */
export function mean({ numbers }) {
  return sumOf(numbers) / numbers.length;
}

/** @param {{ n: number, k: number }} input */
export function permutations({ n, k }) {
  let ways = 1;
  for (let choice = 0; choice < k; choice++) ways *= n - choice;
  return ways;
}

/** Of the whole population. @param {{ numbers: number[] }} input */
export function standardDeviation({ numbers }) {
  const average = mean({ numbers });
  return Math.sqrt(mean({ numbers: numbers.map((number) => (number - average) ** 2) }));
}

/** @param {{ base: number, height: number }} input */
export function triangleArea({ base, height }) {
  return (base * height) / 2;
}

/** The central difference. @param {{ function: string, x: number }} input a Python lambda, and a point */
export function estimatedDerivative({ function: text, x }) {
  const formula = parseFormula(text);
  const step = 1e-5;
  return (formula(x + step) - formula(x - step)) / (2 * step);
}

/** @param {{ radius: number }} input */
export function circleArea({ radius }) {
  return Math.PI * radius ** 2;
}

/** @param {{ pointA: number[], pointB: number[] }} input */
export function distance({ pointA, pointB }) {
  return Math.hypot(...pointA.map((coordinate, axis) => coordinate - (pointB[axis] ?? Number.NaN)));
}

/** The first `n` numbers. @param {{ n: number }} input */
export function fibonacciSequence({ n }) {
  const sequence = [];
  for (let [current, next] = [0, 1]; sequence.length < n; [current, next] = [next, current + next]) sequence.push(current);
  return sequence;
}

/** In ascending order, each as often as it divides. @param {{ number: number }} input */
export function primeFactors({ number }) {
  const factors = [];
  for (let divisor = 2; divisor * divisor <= number; divisor++) {
    for (; number % divisor === 0; number /= divisor) factors.push(divisor);
  }
  if (number > 1) factors.push(number);
  return factors;
}

/** @param {{ matA: number[][], matB: number[][] }} input */
export function matrixProduct({ matA, matB }) {
  const columns = (matB[0] ?? []).map((_, column) => matB.map((row) => row[column] ?? Number.NaN));
  return matA.map((row) => {
    if (row.length !== matB.length) {
      throw new RangeError(`a matrix of ${row.length} columns cannot be multiplied by one of ${matB.length} rows`);
    }
    return columns.map((column) => dotProduct(row, column));
  });
}

/** @param {{ n: number }} input */
export function factorial({ n }) {
  return permutations({ n, k: n });
}

/** @param {{ a: number, b: number }} input */
export function greatestCommonDivisor({ a, b }) {
  while (b !== 0) [a, b] = [b, a % b];
  return Math.abs(a);
}

/** @param {{ a: number, b: number }} input */
export function leastCommonMultiple({ a, b }) {
  return a === 0 || b === 0 ? 0 : Math.abs(a * b) / greatestCommonDivisor({ a, b });
}

/** The monthly payment. @param {{ loan_amount: number, interest_rate: number, loan_period: number }} input a yearly rate, years */
export function mortgagePayment({ loan_amount: amount, interest_rate: yearlyRate, loan_period: years }) {
  const [rate, payments] = [yearlyRate / 12, years * 12];
  return rate === 0 ? amount / payments : (amount * rate) / (1 - (1 + rate) ** -payments);
}

/** Real roots, the greater one first; of a complex pair real and imaginary part. @param {{ a: number, b: number, c: number }} input */
export function quadraticRoots({ a, b, c }) {
  const discriminant = b ** 2 - 4 * a * c;
  const [middle, offset] = [-b / (2 * a), Math.sqrt(Math.abs(discriminant)) / (2 * Math.abs(a))];
  if (discriminant >= 0) return [middle + offset, middle - offset];
  return [{ real: middle, imaginary: offset }, { real: middle, imaginary: -offset }];
}

/** @param {{ array: number[], reverse?: boolean }} input */
export function sortedArray({ array, reverse = false }) {
  return array.toSorted((a, b) => (reverse ? b - a : a - b));
}

/** @param {{ a: string, b: string }} input */
export function binarySum({ a, b }) {
  return (BigInt(`0b${a}`) + BigInt(`0b${b}`)).toString(2);
}

/** The value at `point` of the line with the least squares. @param {{ x: number[], y: number[], point: number }} input */
export function linearRegression({ x, y, point }) {
  const [meanX, meanY] = [mean({ numbers: x }), mean({ numbers: y })];
  const offsets = x.map((value) => value - meanX);
  const slope = dotProduct(offsets, y.map((value) => value - meanY)) / dotProduct(offsets, offsets);
  return meanY + slope * (point - meanX);
}

/** How many points one line can hold. @param {{ points: [number, number][] }} input */
export function mostPointsOnALine({ points }) {
  let most = Math.min(points.length, 2);
  points.forEach(([ax, ay], first) => {
    points.slice(first + 1).forEach(([bx, by]) => {
      const onLine = points.filter(([x, y]) => (bx - ax) * (y - ay) === (by - ay) * (x - ax));
      most = Math.max(most, onLine.length);
    });
  });
  return most;
}

/**
 * What is there after the last year; contributions come at the end of each year.
 *
 * @param {{
 *   initial_investment: number, annual_contribution: number, years: number, annual_return: number,
 *   inflation_rate: number[], adjust_for_inflation?: boolean
 * }} input
 */
export function investmentValue(input) {
  const { annual_contribution: contribution, annual_return: yearlyReturn, inflation_rate: inflation } = input;
  let [value, prices] = [input.initial_investment, 1];
  for (let year = 0; year < input.years; year++) {
    value = value * (1 + yearlyReturn) + contribution;
    prices *= 1 + (inflation[year] ?? 0);
  }
  return input.adjust_for_inflation === false ? value : value / prices;
}

/**
 * Mifflin and St Jeor's equation for the rest, a factor for the activity, 500 kcal for the goal; a third of the energy from
 * each of carbohydrates, protein and fat.
 *
 * @param {{
 *   weight: number, height: number, age: number, gender: string, activity_level: number, goal: string
 * }} input kilograms, centimetres, years
 */
export function nutritionalNeeds({ weight, height, age, gender, activity_level: activity, goal }) {
  const atRest = 10 * weight + 6.25 * height - 5 * age + ({ male: 5, female: -161 }[gender] ?? -78);
  const factor = [1.2, 1.375, 1.55, 1.725, 1.9][activity - 1];
  if (factor === undefined) throw new RangeError(`activity_level has to be one of 1 to 5, got ${activity}`);
  const calories = atRest * factor + ({ lose: -500, gain: 500 }[goal] ?? 0);
  return { calories, carbohydratesGrams: calories / 3 / 4, proteinGrams: calories / 3 / 4, fatGrams: calories / 3 / 9 };
}

/** The total price. @param {{ item: string[], quantity: number[], price: number[] }} input */
export function orderTotal({ item, quantity, price }) {
  if (item.length !== quantity.length || item.length !== price.length) throw new RangeError('each item needs a quantity and a price');
  return dotProduct(quantity, price);
}

/** By the shoelace formula. @param {{ vertices: [number, number][] }} input */
export function polygonArea({ vertices }) {
  const doubled = vertices.map(([x, y], index) => {
    const [nextX, nextY] = vertices[(index + 1) % vertices.length] ?? [Number.NaN, Number.NaN];
    return x * nextY - nextX * y;
  });
  return Math.abs(sumOf(doubled)) / 2;
}

/** @param {number[]} numbers */
function sumOf(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** @param {number[]} a @param {number[]} b of the same length */
function dotProduct(a, b) {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? Number.NaN), 0);
}
