/** A page that does nothing but say when it is seen: how quick a page can be in this browser on this machine. */

import { createServer } from "node:http";

const FILES = {
  "/": ["text/html", `<!doctype html>
<html lang="en">
<title>Bare</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/bare.css">
<script type="module" blocking="render" src="/bare.mjs"></script>
<h1>Bare</h1>
</html>`],
  "/bare.css": ["text/css", "h1 { color: green; }"],
  "/bare.mjs": ["text/javascript", "requestAnimationFrame(() => setTimeout(() => performance.mark('seen')));"],
};

/** Serves it on a free port of loopback. `close()` it afterwards. */
export async function serveBare() {
  const server = createServer((request, response) => {
    const [kind, text] = FILES[request.url];
    response.writeHead(200, { "content-type": kind }).end(text);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
