import { type ApiRequest, type ApiResponse } from './request.js';

/** Programs whose user reads what comes. */
const READERS = /^(?:curl|Wget|Mozilla\/5\.0)/;

/** JSON with line breaks for those who ask for it by `pretty=true`, and for people with curl or a browser, as Kubernetes has it. */
export function pretty(request: Pick<ApiRequest, 'headers' | 'query'>, response: ApiResponse): ApiResponse {
  if (!('body' in response) || typeof response.body !== 'string' || !isWanted(request)) return response;
  if (response.headers['content-type'] !== 'application/json') return response;
  return { ...response, body: `${JSON.stringify(JSON.parse(response.body), null, 2)}\n` };
}

function isWanted({ headers, query }: Pick<ApiRequest, 'headers' | 'query'>): boolean {
  const asked = query.size === 0 ? null : query.get('pretty');
  if (asked !== null && asked !== '') return asked === 'true' || asked === '1';
  return READERS.test(headers['user-agent'] ?? '');
}
