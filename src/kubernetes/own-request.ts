import * as http from "node:http";
import * as https from "node:https";
import type { Socket } from "node:net";

/** A request, and the connections that it goes over. */
export type OwnRequest = https.RequestOptions & { readonly agent: http.Agent };

/**
 * Begins a request over its own connections. Not by `https.request`: for its extensions VS Code replaces that one, which
 * then takes connections of VS Code's and the proxies of its settings, whatever agent or connection it is given
 * (@vscode/proxy-agent, createHttpPatch). Kubectl knows nothing of those. Throws where Node can't read the options.
 */
export const ownRequest = (
  options: OwnRequest,
  answered?: (answer: http.IncomingMessage) => void,
): http.ClientRequest => new http.ClientRequest(options, answered);

/** What makes the connection of a single request: `connection`, where that one is made another way. */
export const single = (protocol: string, connection?: () => Socket): http.Agent => {
  const agent = protocol === "http:" ? new http.Agent() : new https.Agent();
  if (connection !== undefined) agent.createConnection = connection;
  return agent;
};
