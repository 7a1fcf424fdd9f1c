// The same process run by bpmn-engine (npm), its whole state saved as JSON in PostgreSQL: one transaction for each step.
// Reads {home, connection, count, first, fields, checks, order, answers} from standard input; prints {rate, step} as JSON.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { EventEmitter } from "node:events";

const asked = JSON.parse(readFileSync(0, "utf8"));
const require = createRequire(`${asked.home}/`);
const { Engine } = require("bpmn-engine");
const { Client } = require("pg");

const flow = (source, target, condition) => `<sequenceFlow id="${source}_${target}" sourceRef="${source}" targetRef="${target}">${
  condition ? `<conditionExpression xsi:type="tFormalExpression" language="javascript"><![CDATA[next(null, ${condition})]]></conditionExpression>` : ""
}</sequenceFlow>`;
const script = (id, body) => `<scriptTask id="${id}" scriptFormat="javascript"><script><![CDATA[${body} next();]]></script></scriptTask>`;
const variables = "this.environment.variables";
const output = "this.environment.output";
const SOURCE = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="D" targetNamespace="bench">
<process id="BENCH" isExecutable="true"><startEvent id="Begin"/>
${script("Check", `const f = ${variables}; ${output}.pass = ${asked.checks.map((c) => `(${c})`).join(" && ")};`)}
<exclusiveGateway id="Pass" default="Pass_Refused"/><userTask id="Officer"/><parallelGateway id="Split"/>
<userTask id="ReviewA"/><userTask id="ReviewB"/><parallelGateway id="Join"/><exclusiveGateway id="Vote" default="Vote_Refused"/>
<userTask id="Leader"/>${script("Commit", `${output}.committed_vnd = ${variables}.amount_vnd;`)}<endEvent id="Refused"/><endEvent id="Done"/>
${[
  flow("Begin", "Check"), flow("Check", "Pass"), flow("Pass", "Officer", `${output}.pass`), flow("Pass", "Refused"),
  flow("Officer", "Split"), flow("Split", "ReviewA"), flow("Split", "ReviewB"), flow("ReviewA", "Join"), flow("ReviewB", "Join"),
  flow("Join", "Vote"), flow("Vote", "Leader", `${output}.ReviewA.vote === "YES" && ${output}.ReviewB.vote === "YES"`),
  flow("Vote", "Refused"), flow("Leader", "Commit"), flow("Commit", "Done"),
].join("\n")}</process></definitions>`;

// What a person answered is kept under the name of the task, as the manual of bpmn-engine shows it.
function keep(activity, { environment }) {
  if (activity.type === "bpmn:UserTask") activity.on("end", (api) => { environment.output[api.id] = api.content.output; });
}

const client = new Client(asked.connection);
await client.connect();
await client.query("CREATE TABLE IF NOT EXISTS bench_bpmn_engine (id int PRIMARY KEY, state json NOT NULL, open text[] NOT NULL)");

const waiting = (execution) => execution.getPostponed().filter((api) => api.type === "bpmn:UserTask").map((api) => api.id);

async function start(number) {
  await client.query("BEGIN");
  const engine = new Engine({ name: "bench", source: SOURCE, extensions: { keep } });
  const execution = await engine.execute({ listener: new EventEmitter(), variables: { ...asked.fields } });
  await client.query("INSERT INTO bench_bpmn_engine VALUES ($1, $2, $3)", [number, JSON.stringify(await engine.getState()), waiting(execution)]);
  await client.query("COMMIT");
  execution.stop();
}

async function complete(number, node) {
  await client.query("BEGIN");
  const { rows } = await client.query("SELECT state, open FROM bench_bpmn_engine WHERE id = $1 FOR UPDATE", [number]);
  if (!rows[0].open.includes(node)) throw new Error(`${node} does not wait: ${rows[0].open}`);
  const engine = new Engine({ name: "bench", extensions: { keep } }).recover(rows[0].state);
  const execution = await engine.resume({ listener: new EventEmitter() });
  execution.signal({ id: node, ...asked.answers[node] });
  const open = execution.state === "idle" ? [] : waiting(execution);
  await client.query("UPDATE bench_bpmn_engine SET state = $2, open = $3 WHERE id = $1", [number, JSON.stringify(await engine.getState()), open]);
  await client.query("COMMIT");
  const last = { committed: execution.environment.output.committed_vnd };
  if (open.length) execution.stop();
  return last;
}

let number = asked.first;
async function whole() {
  number += 1;
  const times = [];
  await start(number);
  let last;
  for (const node of asked.order) {
    const began = performance.now();
    last = await complete(number, node);
    if (node === "Officer") times.push(performance.now() - began);
  }
  if (last.committed !== asked.fields.amount_vnd) throw new Error("the process did not come to its end");
  return times;
}

for (let n = 0; n < 10; n += 1) await whole();
const began = performance.now();
const step = [];
for (let n = 0; n < asked.count; n += 1) step.push(...(await whole()));
const rate = (asked.count * 1000) / (performance.now() - began);
await client.end();
console.log(JSON.stringify({ rate, step }));
process.exit(0);
