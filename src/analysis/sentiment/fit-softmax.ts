/** Weights of a softmax regression, by L-BFGS: the same numbers give the same weights. */

/** One example's features: which, and how much. */
export type SparseVector = Readonly<{ indices: Int32Array; values: Float32Array }>;

/** weight: how many examples it counts as. */
export type Example = Readonly<{ vector: SparseVector; label: number; weight: number }>;

export type FitOptions = Readonly<{
  featureCount: number;
  classCount: number;
  /** How much large weights cost. */
  penalty: number;
}>;

const STEP_COUNT_MAX = 60;
/** Steps remembered to guess the curvature by. */
const MEMORY_COUNT = 8;
const HALVING_COUNT_MAX = 15;
/** It ends when a step gains less than this part. */
const GAIN_MIN = 1e-5;
/** Of what the slope promises, a step must gain so much (Armijo). */
const SUFFICIENT_GAIN = 1e-4;

/**
 * Fits the weights that make the classes of the examples likeliest, large weights discouraged.
 *
 * Shape:   label: the class of an example, 0 to classCount - 1. Returns featureCount × classCount weights, a feature's
 *          beside each other.
 * Source:  Nocedal and Wright, Numerical Optimization, 2nd edition, algorithm 7.4.
 */
export function fitSoftmax(examples: readonly Example[], options: FitOptions): Float64Array {
  const size = options.featureCount * options.classCount;
  let weights = new Float64Array(size);
  let slope = new Float64Array(size);
  let loss = measure({ examples, options, weights, slope });
  const memory: Step[] = [];
  for (let step = 0; step < STEP_COUNT_MAX; step += 1) {
    const direction = chooseDirection(slope, memory);
    const promised = -dot(direction, slope);
    const nextWeights = new Float64Array(size);
    const nextSlope = new Float64Array(size);
    let nextLoss = Number.POSITIVE_INFINITY;
    let length = 1;
    for (let halving = 0; halving < HALVING_COUNT_MAX; halving += 1, length /= 2) {
      for (let index = 0; index < size; index += 1)
        nextWeights[index] = at(weights, index) - length * at(direction, index);
      nextLoss = measure({ examples, options, weights: nextWeights, slope: nextSlope });
      if (nextLoss <= loss + SUFFICIENT_GAIN * length * promised) break;
    }
    if (!(nextLoss < loss)) return weights;
    remember(memory, subtract(nextWeights, weights), subtract(nextSlope, slope));
    const gain = (loss - nextLoss) / loss;
    weights = nextWeights;
    slope = nextSlope;
    loss = nextLoss;
    if (gain < GAIN_MIN) return weights;
  }
  return weights;
}

/** The probability of each class. */
export function softmax(scores: readonly number[]): number[] {
  const highest = Math.max(...scores);
  const shares = scores.map((score) => Math.exp(score - highest));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

type Measured = Readonly<{
  examples: readonly Example[];
  options: FitOptions;
  weights: Float64Array;
  /** Filled in. */
  slope: Float64Array;
}>;

/** The mean loss; and its slope. */
function measure({ examples, options, weights, slope }: Measured): number {
  const { classCount, penalty } = options;
  slope.fill(0);
  let loss = 0;
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  for (const { vector, label, weight } of examples) {
    const { indices, values } = vector;
    const scores = new Array<number>(classCount).fill(0);
    for (let index = 0; index < indices.length; index += 1) {
      const row = at(indices, index) * classCount;
      const value = at(values, index);
      for (let each = 0; each < classCount; each += 1)
        scores[each] = (scores[each] as number) + at(weights, row + each) * value;
    }
    const shares = softmax(scores);
    loss -= weight * Math.log(shares[label] as number);
    shares[label] = (shares[label] as number) - 1;
    for (let index = 0; index < indices.length; index += 1) {
      const row = at(indices, index) * classCount;
      const value = (weight * at(values, index)) / total;
      for (let each = 0; each < classCount; each += 1)
        slope[row + each] = at(slope, row + each) + (shares[each] as number) * value;
    }
  }
  let squares = 0;
  for (let index = 0; index < weights.length; index += 1) {
    const weight = at(weights, index);
    squares += weight * weight;
    slope[index] = at(slope, index) + penalty * weight;
  }
  return loss / total + (penalty * squares) / 2;
}

/** How the weights and the slope changed, and one through their product. */
type Step = Readonly<{ weights: Float64Array; slope: Float64Array; inverse: number }>;

function remember(memory: Step[], weights: Float64Array, slope: Float64Array): void {
  const product = dot(weights, slope);
  if (product <= 0) return;
  memory.push({ weights, slope, inverse: 1 / product });
  if (memory.length > MEMORY_COUNT) memory.shift();
}

function chooseDirection(slope: Float64Array, memory: readonly Step[]): Float64Array {
  const direction = slope.slice();
  const shares: number[] = [];
  for (const step of memory.toReversed()) {
    const share = step.inverse * dot(step.weights, direction);
    shares.push(share);
    addScaled(direction, step.slope, -share);
  }
  const last = memory.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.inverse * dot(last.slope, last.slope));
    for (let index = 0; index < direction.length; index += 1) direction[index] = at(direction, index) * scale;
  }
  for (const step of memory) {
    const share = (shares.pop() as number) - step.inverse * dot(step.slope, direction);
    addScaled(direction, step.weights, share);
  }
  return direction;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += at(one, index) * at(other, index);
  return sum;
}

function addScaled(sum: Float64Array, added: Float64Array, scale: number): void {
  for (let index = 0; index < sum.length; index += 1) sum[index] = at(sum, index) + scale * at(added, index);
}

function subtract(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((value, index) => value - at(other, index));
}

function at(numbers: Float64Array | Float32Array | Int32Array, index: number): number {
  return numbers[index] as number;
}
