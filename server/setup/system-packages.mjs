// @ts-check
import { findOnPath, run } from './command.mjs';
import { SetUpFailure } from './failure.mjs';
import { withProgress } from './progress.mjs';

/**
 * What a step needs from the system: a Debian package, and the program that shows that it is there, however it came.
 * Libraries have no program: of these only Debian can tell whether they are installed.
 *
 * @typedef {{ package: string, program?: string }} Requirement
 */

/** A part that is not there yet, and how to make it. @typedef {{ name: string, requires: Requirement[], make: () => Promise<void> }} Missing */

/**
 * Installs what is missing when root on Debian; otherwise stops with what the user has to install.
 *
 * @param {Missing[]} parts
 */
export async function installSystemPackages(parts) {
  const debian = findOnPath('apt-get') !== undefined && findOnPath('dpkg-query') !== undefined;
  const requirements = parts.flatMap((part) => part.requires).filter(({ program }) => !program || !findOnPath(program));
  const installed = debian
    ? await installedPackages(requirements.map((requirement) => requirement.package))
    : new Set();
  const packages = packagesToInstall(requirements, debian, installed);
  if (packages.length === 0) return;
  const names = parts.map((part) => part.name).join(', ');
  if (!debian) throw new SetUpFailure(`${names}: this system lacks what is needed.`, adviceElsewhere(packages));
  if (process.getuid?.() !== 0) {
    throw new SetUpFailure(
      `${names}: Debian packages are missing.`,
      `Run this, then try again:\n${aptCommand(packages)}`,
    );
  }
  await withProgress('Debian packages', `installing ${packages.join(' ')} (a minute or two)`, async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const args of [['update'], installArguments(packages)]) {
      const { ok, output } = await run('apt-get', args, { env });
      if (!ok)
        throw new SetUpFailure(
          `apt-get ${args[0]} failed:\n${output}`,
          `Mend that, or install by hand:\n${aptCommand(packages)}`,
        );
    }
  });
}

/**
 * Elsewhere than on Debian nobody can be asked about libraries: a build that lacks one names it.
 *
 * @param {Requirement[]} requirements whose program, if they have one, was not found
 * @param {boolean} debian
 * @param {Set<string>} installed
 */
export function packagesToInstall(requirements, debian, installed) {
  const wanted = requirements.filter((one) => (debian ? !installed.has(one.package) : one.program));
  return [...new Set(wanted.map((one) => one.package))].sort();
}

/** @param {string[]} packages */
export function aptCommand(packages) {
  return `sudo apt-get update && sudo apt-get ${installArguments(packages).join(' ')}`;
}

/** @param {string[]} packages */
function installArguments(packages) {
  return ['install', '-y', '--no-install-recommends', ...packages];
}

/** @param {string[]} packages */
function adviceElsewhere(packages) {
  return `Install what Debian calls ${packages.join(', ')} with your system's package manager, then try again.`;
}

/** @param {string[]} packages @returns {Promise<Set<string>>} */
async function installedPackages(packages) {
  /** @type {Set<string>} */
  const installed = new Set();
  if (packages.length === 0) return installed;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
  await run('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\\n', ...packages], {
    onLine(line) {
      const [status, name] = line.split(' ');
      if (status === 'installed' && name) installed.add(name);
    },
  });
  return installed;
}
