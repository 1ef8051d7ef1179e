import { config as readEnvFile } from 'dotenv';
import { App } from './app.js';
import { loadSettings, settingsHelp } from './config/load-settings.js';
import { createLogger } from './log/logger.js';

const CLOSE_TIMEOUT_MS = 5000;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(settingsHelp());
    return;
  }
  readEnvFile({ quiet: true });
  const settings = loadSettings(process.env);
  const app = await App.create(process.env, createLogger(settings.LOG_LEVEL), ({ username, password }) => {
    process.stdout.write(`Sign in as ${username} with the password ${password} (shown this once)\n`);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void shutDown(app));
  process.stdout.write(`StreamSync is ready: ${app.url}\n`);
  if (settings.DEMO) process.stdout.write(`Demo channel: ${app.url}/watch/demo\n`);
}

async function shutDown(app: App): Promise<void> {
  setTimeout(() => {
    app.kill();
    process.exit(1);
  }, CLOSE_TIMEOUT_MS).unref();
  await app.close();
}

main().catch((error: unknown) => {
  process.stderr.write(`StreamSync cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
