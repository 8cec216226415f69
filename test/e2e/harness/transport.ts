import { type Agent, request as startRequest } from 'node:https';
import { type RequestContext, ResponseContext } from '@kubernetes/client-node';

/** Sends one request of the Kubernetes client over an agent, which keeps its connections. */
export function send(request: RequestContext, agent: Agent): Promise<ResponseContext> {
  return new Promise((resolve, reject) => {
    const options = { agent, method: request.getHttpMethod(), headers: request.getHeaders() };
    const sent = startRequest(request.getUrl(), options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const headers = { 'content-type': response.headers['content-type'] ?? '' };
        const body = { text: async () => bytes.toString('utf8'), binary: async () => bytes };
        resolve(new ResponseContext(response.statusCode ?? 0, headers, body));
      });
    });
    sent.on('error', reject);
    sent.end(request.getBody());
  });
}
