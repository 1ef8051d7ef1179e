/**
 * The JSON that a server answered with; undefined for a body that is none. The sign-in page of a network answers 200 with
 * HTML, and a connection may be cut in the middle of a body.
 */
export async function jsonBody(response: Response): Promise<unknown> {
  return await response.json().catch(() => undefined);
}
