/** Something about a source that its host may want to know, and what was done about it. */
export interface Finding {
  /** Stable, in kebab case. */
  readonly code: string;
  /** `warning`: the host may want to send a better file. `error`: a part of it could not be kept. */
  readonly severity: 'info' | 'warning' | 'error';
  /** For the host: what was found, and what was done. */
  readonly message: string;
  /** The numbers and names in the message, for programs. */
  readonly details: Readonly<Record<string, string | number>>;
}

export function info(code: string, message: string, details: Finding['details'] = {}): Finding {
  return { code, severity: 'info', message, details };
}

export function warning(code: string, message: string, details: Finding['details'] = {}): Finding {
  return { code, severity: 'warning', message, details };
}
