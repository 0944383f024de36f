// ONNX Runtime on the CPU: inference of networks and forward convolutions.
// Run: node onnxruntime.js THREADS SECONDS FOLDER < cases, where FOLDER holds the
// models that ../python/onnx_export.py writes.
'use strict';
const fs = require('fs');
const path = require('path');
const ort = require('onnxruntime-node');

const [threads, budget] = process.argv.slice(2, 4).map(Number);
const folder = process.argv[4];
const version = require('onnxruntime-node/package.json').version;

// wanted returns the file and the input's shape of a case, or nothing.
function wanted(words) {
  const n = words.map(Number);
  if (words[0] === 'net' && words[2] === 'infer') {
    return { file: `net-${words[1]}.onnx`, shape: [n[3], 3, n[4], n[4]], row: { bench: 'net', case: words[1], mode: 'infer' } };
  }
  if (words[0] === 'conv' && words[9] === 'fwd') {
    return { file: `conv-${words[1]}.onnx`, shape: [n[2], n[3], n[5], n[5]], row: { bench: 'conv', case: words[1], dir: 'fwd' } };
  }
  return undefined;
}

function noise(count) {
  const data = new Float32Array(count);
  let state = 12345;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state / 2147483648 - 1;
  }
  return data;
}

// clock times the call, which takes milliseconds, until the budget is spent.
async function clock(call) {
  for (let i = 0; i < 3; i++) await call();
  const samples = [];
  const start = performance.now();
  while (samples.length < 3 || (performance.now() - start < 1000 * budget && samples.length < 5000)) {
    const begin = performance.now();
    await call();
    samples.push(performance.now() - begin);
  }
  samples.sort((a, b) => a - b);
  return { min_ms: digits(samples[0]), med_ms: digits(samples[samples.length >> 1]), reps: samples.length };
}

function digits(x) { return Number(x.toPrecision(5)); }

async function main() {
  for (const line of fs.readFileSync(0, 'utf8').split('\n')) {
    const task = wanted(line.trim().split(/\s+/));
    if (!task) continue;
    const session = await ort.InferenceSession.create(path.join(folder, task.file), {
      executionProviders: ['cpu'], intraOpNumThreads: threads, interOpNumThreads: 1,
      graphOptimizationLevel: 'all', executionMode: 'sequential',
    });
    const x = new ort.Tensor('float32', noise(task.shape.reduce((a, b) => a * b)), task.shape);
    const timing = await clock(() => session.run({ x }));
    console.log(JSON.stringify({ ...task.row, peer: 'onnxruntime-' + version, batch: task.shape[0], threads, ...timing }));
    if (session.release) await session.release();
  }
}

main().catch((error) => { console.error(String(error)); process.exit(3); });
