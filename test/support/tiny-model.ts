/**
 * A sentiment model of a dozen words in Hugging Face layout, made here byte by byte: small enough for a test, and a real
 * ONNX graph with a real tokenizer for whoever has the package that runs it (`npm run bench:onnx -- --tiny DIR`).
 *
 * A word's row of the table says how much it speaks for each label; the logits are the sum of the rows of a text's words.
 *
 * Source: onnx.proto3 of ONNX IR version 8 (field numbers), https://protobuf.dev/programming-guides/encoding/.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Rows of the table: logits of negative, neutral, positive that a word adds. */
const WORDS: Readonly<Record<string, readonly [number, number, number]>> = {
  '<pad>': [0, 0, 0],
  '<unk>': [0, 0.1, 0],
  panne: [3, 0, 0],
  honte: [4, 0, 0],
  terrible: [4, 0, 0],
  merci: [0, 0, 2],
  super: [0, 0, 3],
  great: [0, 0, 3],
  świetny: [0, 0, 4],
  okropny: [4, 0, 0],
  facture: [0, 2, 0],
};
const LABELS = ['negative', 'neutral', 'positive'];

/** Writes the model's files into the folder, which is made where it is missing. */
export function writeTinyModel(
  folder: string,
  changes: Readonly<{ id2label?: Readonly<Record<string, string>>; withoutWeights?: true }> = {},
): void {
  mkdirSync(path.join(folder, 'onnx'), { recursive: true });
  const write = (name: string, fields: object) => writeFileSync(path.join(folder, name), JSON.stringify(fields));
  write('config.json', {
    ...{ model_type: 'xlm-roberta', architectures: ['XLMRobertaForSequenceClassification'] },
    ...{ max_position_embeddings: 66, vocab_size: Object.keys(WORDS).length, pad_token_id: 0 },
    id2label: changes.id2label ?? { 0: 'negative', 1: 'neutral', 2: 'positive' },
  });
  write('tokenizer_config.json', {
    ...{ tokenizer_class: 'PreTrainedTokenizerFast', pad_token: '<pad>', unk_token: '<unk>' },
    model_max_length: 1e30, // as models say that were never told: what the positions hold decides
  });
  write('tokenizer.json', toTokenizer());
  if (changes.withoutWeights !== true) writeFileSync(path.join(folder, 'onnx', 'model.onnx'), toOnnx());
}

function toTokenizer(): object {
  const special = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [
      { id: 0, content: '<pad>', ...special },
      { id: 1, content: '<unk>', ...special },
    ],
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    decoder: null,
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries(Object.keys(WORDS).map((word, id) => [word, id])),
      unk_token: '<unk>',
    },
  };
}

/** logits = ReduceSum(Gather(table, input_ids) * Cast(attention_mask)) over the words. */
function toOnnx(): Uint8Array {
  const rows = Object.values(WORDS);
  const graph = [
    message(1, node('Gather', ['table', 'input_ids'], 'rows')),
    message(1, node('Cast', ['attention_mask'], 'mask', [integerAttribute('to', FLOAT)])),
    message(1, node('Unsqueeze', ['mask', 'last_axis'], 'column')),
    message(1, node('Mul', ['rows', 'column'], 'masked')),
    message(1, node('ReduceSum', ['masked', 'word_axis'], 'logits', [integerAttribute('keepdims', 0)])),
    text(2, 'tiny-sentiment'),
    message(5, floats('table', [rows.length, LABELS.length], rows.flat())),
    message(5, integers('last_axis', [2])),
    message(5, integers('word_axis', [1])),
    message(11, value('input_ids', INT64, ['batch', 'words'])),
    message(11, value('attention_mask', INT64, ['batch', 'words'])),
    message(12, value('logits', FLOAT, ['batch', LABELS.length])),
  ];
  return join([
    integer(1, IR_VERSION),
    text(2, 'vigie-test'),
    message(7, join(graph)),
    message(8, join([text(1, ''), integer(2, OPSET_VERSION)])),
  ]);
}

const IR_VERSION = 8;
const OPSET_VERSION = 13;
const FLOAT = 1;
const INT64 = 7;
const INT_ATTRIBUTE = 2;

function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Uint8Array[] = [],
): Uint8Array {
  return join([
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(3, `to-${output}`),
    text(4, operator),
    ...attributes.map((each) => message(5, each)),
  ]);
}

function integerAttribute(name: string, number: number): Uint8Array {
  return join([text(1, name), integer(3, number), integer(20, INT_ATTRIBUTE)]);
}

function floats(name: string, sizes: readonly number[], numbers: readonly number[]): Uint8Array {
  const raw = Buffer.alloc(4 * numbers.length);
  for (const [index, number] of numbers.entries()) raw.writeFloatLE(number, 4 * index);
  return join([...sizes.map((size) => integer(1, size)), integer(2, FLOAT), text(8, name), message(9, raw)]);
}

function integers(name: string, numbers: readonly number[]): Uint8Array {
  const raw = Buffer.alloc(8 * numbers.length);
  for (const [index, number] of numbers.entries()) raw.writeBigInt64LE(BigInt(number), 8 * index);
  return join([integer(1, numbers.length), integer(2, INT64), text(8, name), message(9, raw)]);
}

function value(name: string, type: number, sizes: readonly (string | number)[]): Uint8Array {
  const shape = join(sizes.map((size) => message(1, typeof size === 'string' ? text(2, size) : integer(1, size))));
  const tensor = join([integer(1, type), message(2, shape)]);
  return join([text(1, name), message(2, message(1, tensor))]);
}

/** Wire type 0. */
function integer(field: number, number: number): Uint8Array {
  return join([varint(field << 3), varint(number)]);
}

/** Wire type 2, as are texts and raw bytes. */
function message(field: number, bytes: Uint8Array): Uint8Array {
  return join([varint((field << 3) | 2), varint(bytes.length), bytes]);
}

function text(field: number, characters: string): Uint8Array {
  return message(field, Buffer.from(characters, 'utf8'));
}

function varint(number: number): Uint8Array {
  const bytes: number[] = [];
  let rest = number;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
