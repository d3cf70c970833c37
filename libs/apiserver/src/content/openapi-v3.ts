import { formatApiVersion, type ResourceDefinition } from '#libs/apimachinery';
import { type ApiRequest, type ApiResponse } from '../request.js';
import { etagOf, matchesEtag } from './etag.js';
import { OPENAPI_CACHE_SECONDS } from './limits.js';
import { openApiV3Document, type ServedRow } from './openapi-v3-document.js';

/** Answers `/openapi/v3` and the documents under it; keeps what it built for rows that stay the same. */
export interface OpenApiV3 {
  /** `now` in ms. Undefined: no such path, or a group and version that is not served. */
  answer(
    definitions: readonly ResourceDefinition[],
    request: Pick<ApiRequest, 'path' | 'query' | 'headers'>,
    now: number,
  ): ApiResponse | undefined;
}

interface Document {
  readonly rows: readonly ServedRow[];
  readonly body: string;
  readonly etag: string;
  /** The ETag without its quotes, as in `?hash=`. */
  readonly hash: string;
}

const ROOT = '/openapi/v3';

/** One per server. Documents are built when first asked for, and again only when a row of theirs changed. */
export function createOpenApiV3(): OpenApiV3 {
  let known: readonly ResourceDefinition[] | undefined;
  let rowsByPath: ReadonlyMap<string, readonly ServedRow[]> = new Map();
  let documents = new Map<string, Document>();
  const refresh = (definitions: readonly ResourceDefinition[]): void => {
    if (known === definitions) return;
    known = definitions;
    rowsByPath = groupRows(definitions);
    documents = new Map([...documents].filter(([path, { rows }]) => sameRows(rowsByPath.get(path), rows)));
  };
  const documentOf = (path: string, rows: readonly ServedRow[]): Document => {
    const found = documents.get(path) ?? build(rows);
    documents.set(path, found);
    return found;
  };
  return {
    answer: (definitions, request, now) => {
      const path = request.path.endsWith('/') ? request.path.slice(0, -1) : request.path;
      if (path !== ROOT && !path.startsWith(`${ROOT}/`)) return undefined;
      refresh(definitions);
      if (path === ROOT) {
        const links = [...rowsByPath].map(([key, rows]) => [key, link(key, documentOf(key, rows))]);
        return respondRoot(JSON.stringify({ paths: Object.fromEntries(links) as unknown }), request);
      }
      const key = path.slice(ROOT.length + 1);
      const rows = rowsByPath.get(key);
      return rows === undefined ? undefined : respondDocument(key, documentOf(key, rows), request, now);
    },
  };
}

/** `api/v1`, `apis/apps/v1` -> the rows served there. */
function groupRows(definitions: readonly ResourceDefinition[]): Map<string, ServedRow[]> {
  const groups = new Map<string, ServedRow[]>();
  for (const definition of definitions) {
    for (const served of definition.versions) {
      const key = `${served.group === '' ? 'api' : 'apis'}/${formatApiVersion(served)}`;
      const rows = groups.get(key) ?? [];
      rows.push({ definition, served });
      groups.set(key, rows);
    }
  }
  return groups;
}

function sameRows(now: readonly ServedRow[] | undefined, before: readonly ServedRow[]): boolean {
  if (now?.length !== before.length) return false;
  return now.every(
    (row, index) => row.definition === before[index]?.definition && row.served === before[index].served,
  );
}

function build(rows: readonly ServedRow[]): Document {
  const body = JSON.stringify(openApiV3Document(rows));
  const etag = etagOf(body);
  return { rows, body, etag, hash: etag.slice(1, -1) };
}

function link(key: string, document: Document): { serverRelativeURL: string } {
  return { serverRelativeURL: `${ROOT}/${key}?hash=${document.hash}` };
}

function respondRoot(body: string, request: Pick<ApiRequest, 'headers'>): ApiResponse {
  const etag = etagOf(body);
  const headers = { etag, vary: 'Accept', 'cache-control': 'no-cache, private' };
  if (matchesEtag(request.headers['if-none-match'], etag)) return { status: 304, headers, body: '' };
  return { status: 200, headers: { ...headers, 'content-type': 'application/json' }, body };
}

/** With the right hash the answer may be kept for ever; with an old one the client is sent to the new one. */
function respondDocument(
  key: string,
  document: Document,
  request: Pick<ApiRequest, 'query' | 'headers'>,
  now: number,
): ApiResponse {
  const hash = request.query.get('hash');
  if (hash !== null && hash !== document.hash) {
    return { status: 301, headers: { location: link(key, document).serverRelativeURL }, body: '' };
  }
  const caching =
    hash === null
      ? { 'cache-control': 'no-cache, private' }
      : {
          'cache-control': 'public, immutable',
          expires: new Date(now + OPENAPI_CACHE_SECONDS * 1000).toUTCString(),
        };
  const headers = { etag: document.etag, vary: 'Accept', ...caching };
  if (matchesEtag(request.headers['if-none-match'], document.etag)) return { status: 304, headers, body: '' };
  return { status: 200, headers: { ...headers, 'content-type': 'application/json' }, body: document.body };
}
