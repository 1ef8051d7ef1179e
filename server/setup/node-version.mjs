// @ts-check
// Loaded before everything else, so it keeps to syntax and imports that old versions of Node understand.

const REQUIRED = { major: 20, minor: 19 };

/**
 * @param {string} version as in `process.versions.node`
 * @returns {string | undefined} what to tell the user, when this Node is too old
 */
export function complaintAboutNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > REQUIRED.major || (major === REQUIRED.major && minor >= REQUIRED.minor)) return undefined;
  return (
    `Set-up stopped: StreamSync needs Node.js ${REQUIRED.major}.${REQUIRED.minor} or later, and this is ${version}.\n` +
    '  Install a newer one from https://nodejs.org/en/download and try again.\n'
  );
}

export function requireNode() {
  const complaint = complaintAboutNode(process.versions.node);
  if (complaint === undefined) return;
  process.stderr.write(complaint);
  process.exit(1);
}
