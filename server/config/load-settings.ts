import { wantsTurnCredentials } from '../credentials/turn-credentials.js';
import type { SettingName, Settings } from './settings.js';
import { SETTINGS } from './settings.js';

/** A setting that cannot be used: one line that names it, its value and what is allowed. */
export class SettingsError extends Error {}

const LAST_PORT = 65_535;
/** Settings whose values must not show up in a log. */
const SECRET = /PASSWORD|SECRET|TOKEN/;

/** Settings as they are given: by name, as text. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws SettingsError for the first setting with a wrong value. */
export function loadSettings(environment: Environment): Settings {
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const { schema, fallback, allowed } = SETTINGS[name];
    // An empty value is how a compose file spells "not set".
    const given = environment[name] || fallback;
    if (given === undefined) {
      values[name] = undefined;
      continue;
    }
    const parsed = schema.safeParse(given);
    if (!parsed.success) {
      throw new SettingsError(`${name}=${SECRET.test(name) ? '…' : given} cannot be used: allowed is ${allowed}`);
    }
    values[name] = parsed.data;
  }
  return consistent(values as Settings);
}

/** What no setting shows by itself. */
function consistent(settings: Settings): Settings {
  const { TURN_SECRET, ICE_SERVERS, RTC_PORT, RTC_WORKERS } = settings;
  // Browsers take no TURN server without credentials, and with it no server at all.
  if (TURN_SECRET === undefined && ICE_SERVERS.some(wantsTurnCredentials)) {
    throw new SettingsError(
      'ICE_SERVERS cannot be used: a turn: server needs username and credential, or TURN_SECRET for all of them',
    );
  }
  const lastPort = RTC_PORT + RTC_WORKERS - 1;
  if (RTC_PORT !== 0 && lastPort > LAST_PORT) {
    throw new SettingsError(
      `RTC_PORT=${RTC_PORT} cannot be used with RTC_WORKERS=${RTC_WORKERS}: each worker takes the next port, and the last is ${LAST_PORT}; allowed is up to ${LAST_PORT + 1 - RTC_WORKERS}`,
    );
  }
  return settings;
}

/** What `npm start -- --help` prints. */
export function settingsHelp(): string {
  const rows = (Object.keys(SETTINGS) as SettingName[]).map((name) => {
    const { fallback, allowed, about } = SETTINGS[name];
    return {
      name,
      text: `${about}\n${' '.repeat(26)}${allowed}${fallback === undefined ? '' : `; default ${fallback}`}`,
    };
  });
  return [
    'StreamSync plays prepared video files on one global timeline.',
    '',
    'Settings (environment variables, or lines of an .env file):',
    ...rows.map(({ name, text }) => `  ${name.padEnd(24)}${text}`),
    '',
  ].join('\n');
}
