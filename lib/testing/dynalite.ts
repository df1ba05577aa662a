import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { missingPackage, type RunningEngine } from './peer-engine.js';

/** Starts dynalite inside this process. */
export async function startDynalite(): Promise<RunningEngine> {
  const createServer = await loadDynalite();
  // The service takes seconds to create a table, dynalite half a second unless it is told not to.
  const server = createServer({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // A string only for pipes, null only before it listens.
  return { endpoint: `http://127.0.0.1:${port}`, end: () => close(server) };
}

async function loadDynalite(): Promise<typeof import('dynalite')> {
  try {
    return (await import('dynalite')).default;
  } catch (cause) {
    throw missingPackage('dynalite', cause);
  }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    // Connections that clients keep open for later would hold it for as long.
    server.closeAllConnections();
  });
}
