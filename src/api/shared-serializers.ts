/** What turns an answer into JSON, compiled once for each schema though hundreds of routes answer with it. */
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler';

type SerializerFactory = ReturnType<typeof SerializerSelector>;
type Serializer = ReturnType<ReturnType<SerializerFactory>>;

const buildOwn = SerializerSelector();
/** By all named schemas, and by the schema: what is compiled depends on nothing else. */
const compiled = new Map<string, Map<string, Serializer>>();

/**
 * Fastify's own compiler, which remembers. Every route tells the same problems and most tell the same things: compiling
 * each of them anew took most of a start.
 */
export const buildSharedSerializer: SerializerFactory = (namedSchemas, options) => {
  const compile = buildOwn(namedSchemas, options);
  const named = JSON.stringify([namedSchemas, options]);
  const known = compiled.get(named) ?? new Map<string, Serializer>();
  compiled.set(named, known);
  return (route) => {
    const schema = JSON.stringify(route.schema);
    const serializer = known.get(schema) ?? compile(route);
    known.set(schema, serializer);
    return serializer;
  };
};
