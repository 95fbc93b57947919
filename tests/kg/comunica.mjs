// Asks an endpoint as Comunica does: node comunica.mjs MODULES ADDRESS TYPE QUERY writes rows or triples as JSON, values as strings.
// MODULES: the folder that @comunica/query-sparql is installed in; TYPE: "sparql", or "auto" to let Comunica find out what the address is.
import { createRequire } from "node:module";

const [modules, address, type, query] = process.argv.slice(2);
const { QueryEngine } = createRequire(`${modules}/`)("@comunica/query-sparql");
const source = type === "auto" ? address : { type, value: address };
const result = await new QueryEngine().query(query, { sources: [source] });
if (result.resultType === "boolean") {
  console.log(JSON.stringify(await result.execute()));
} else {
  const found = [];
  for await (const one of await result.execute()) {
    found.push(
      result.resultType === "bindings"
        ? Object.fromEntries([...one].map(([variable, term]) => [variable.value, term.value]))
        : [one.subject.value, one.predicate.value, one.object.value],
    );
  }
  console.log(JSON.stringify(found));
}
