// @ts-check

/** Set-up cannot go on: what is wrong, and what the user can do about it. */
export class SetUpFailure extends Error {
  /**
   * @param {string} message one sentence that names the thing
   * @param {string} remedy what to do or type, possibly on several lines
   */
  constructor(message, remedy) {
    super(message);
    this.remedy = remedy;
  }
}

/** @param {unknown} error @returns {string} the text for the terminal, ending in a new line */
export function describeFailure(error) {
  if (error instanceof SetUpFailure) {
    return `Set-up stopped: ${error.message}\n${error.remedy.trimEnd().replace(/^/gm, '  ')}\n`;
  }
  return `Set-up failed unexpectedly: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}
