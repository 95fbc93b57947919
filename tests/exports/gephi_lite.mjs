// Reads GEXF from standard input as Gephi Lite does (graphology-gexf) and writes what it found as JSON.
// NODE_MODULES names the folder that graphology and graphology-gexf are installed in.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.NODE_MODULES, "here.js"));
const { MultiDirectedGraph } = require("graphology");
const gexf = require("graphology-gexf");
const graph = gexf.parse(MultiDirectedGraph, readFileSync(0, "utf8"), { allowUndeclaredAttributes: false });
console.log(JSON.stringify(graph.export()));
