import type { RequestHandler } from 'express';

const PREFLIGHT_HOLDS_SECONDS = 86_400;

/** Lets players of other origins send range requests, and read errors and timings. */
export const forPlayers: RequestHandler = (request, response, next) => {
  response.setHeader(
    'Access-Control-Expose-Headers',
    'Accept-Ranges, Content-Length, Content-Range, ETag, Retry-After',
  );
  response.setHeader('Timing-Allow-Origin', '*');
  if (request.method !== 'OPTIONS') {
    next();
    return;
  }
  response.setHeader('Access-Control-Allow-Methods', 'GET, HEAD');
  response.setHeader('Access-Control-Allow-Headers', 'Range, If-None-Match, If-Range');
  response.setHeader('Access-Control-Max-Age', PREFLIGHT_HOLDS_SECONDS);
  response.status(204).end();
};
