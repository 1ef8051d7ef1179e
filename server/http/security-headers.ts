import type { RequestHandler } from 'express';

const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "media-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
];

/** Pages run the server's own scripts alone; only the embed page may be framed, and that by anybody. */
export const securityHeaders: RequestHandler = (request, response, next) => {
  const framing = request.path.startsWith('/embed/') ? 'frame-ancestors *' : "frame-ancestors 'self'";
  response.setHeader('Content-Security-Policy', [...POLICY, framing].join('; '));
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'strict-origin-when-cross-origin');
  next();
};
