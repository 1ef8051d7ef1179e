const RANKS = ['viewer-issuer', 'host', 'admin'] as const;
const IN_PERSON = ' in person';

/**
 * Who may ask what. `everybody`; `watchers` of the channel: anybody where it is public, else who has a viewer token for
 * it, and staff; or staff from a role on, some of it `in person`: signed in, not with an API key.
 */
export type AccessRule = 'everybody' | 'watchers' | StaffRole | `${StaffRole} in person`;
type StaffRole = (typeof RANKS)[number];

/** Written by hand, and on purpose: a new route needs its line here, and one that opens up shows. */
export const ROUTE_RULES: Readonly<Record<string, AccessRule>> = {
  'get /config': 'everybody',
  'get /time': 'everybody',
  'get /openapi.json': 'everybody',
  'get /channels': 'everybody',
  'get /channels?all=true': 'viewer-issuer',
  'get /channels.m3u': 'everybody',
  'get /guide.xml': 'everybody',

  'get /channels/{slug}/now': 'watchers',
  'get /channels/{slug}/guide.json': 'watchers',
  'get /channels/{slug}/guide.xml': 'watchers',
  'get /channels/{slug}/guide.ics': 'watchers',
  'get /channels/{slug}/poster': 'watchers',
  'get /channels/{slug}/poster.jpg': 'watchers',
  'get /channels/{slug}/storyboard.jpg': 'watchers',

  'post /auth/login': 'everybody',
  'post /auth/logout': 'viewer-issuer',
  'post /auth/password': 'viewer-issuer',
  'get /auth/session': 'viewer-issuer',

  'get /api-keys': 'viewer-issuer',
  'post /api-keys': 'viewer-issuer in person',
  'delete /api-keys/{id}': 'viewer-issuer in person',

  'post /channels/{slug}/tokens': 'viewer-issuer',
  'delete /channels/{slug}/tokens': 'viewer-issuer',
  'delete /channels/{slug}/tokens/{tokenId}': 'viewer-issuer',

  'post /channels': 'host',
  'get /channels/{slug}': 'host',
  'patch /channels/{slug}': 'host',
  'delete /channels/{slug}': 'host',
  'get /channels/{slug}/schedule': 'host',
  'post /channels/{slug}/schedule': 'host',
  'get /channels/{slug}/schedule/versions': 'host',
  'post /channels/{slug}/schedule/undo': 'host',
  'get /channels/{slug}/schedule/{entryId}': 'host',
  'patch /channels/{slug}/schedule/{entryId}': 'host',
  'delete /channels/{slug}/schedule/{entryId}': 'host',
  'get /channels/{slug}/viewers': 'host',
  'get /channels/{slug}/stats': 'host',
  'get /channels/{slug}/alarms': 'host',

  'get /sequences': 'host',
  'post /sequences': 'host',
  'get /sequences/{id}': 'host',
  'patch /sequences/{id}': 'host',
  'delete /sequences/{id}': 'host',

  'get /media': 'host',
  'post /media': 'host',
  'get /media/{id}': 'host',
  'patch /media/{id}': 'host',
  'delete /media/{id}': 'host',
  'post /media/{id}/cancel': 'host',
  'post /media/{id}/retry': 'host',
  'post /media/{id}/verify': 'host',
  'get /media/{id}/poster.jpg': 'host',
  'get /media/{id}/storyboard.jpg': 'host',
  'get /media/{id}/storyboard.vtt': 'host',
  'get /media/{id}/waveform.json': 'host',
  'get /media/{id}/preview.mp4': 'host',

  'options /uploads': 'host',
  'post /uploads': 'host',
  'head /uploads/{id}': 'host',
  'patch /uploads/{id}': 'host',
  'delete /uploads/{id}': 'host',

  'get /users': 'admin',
  'post /users': 'admin in person',
  'get /users/{username}': 'admin',
  'patch /users/{username}': 'admin in person',
  'delete /users/{username}': 'admin in person',

  'get /signing-keys': 'admin',
  'post /signing-keys/rotate': 'admin in person',
  'delete /signing-keys/{id}': 'admin in person',
};

/** Who asks, and what they have to show for it. */
export type Asker =
  | { readonly is: 'nobody' }
  /** With a viewer token for the channel, or for another one. */
  | { readonly is: 'viewer' | 'viewer of another channel'; readonly token: string }
  /** With a session or an API key that holds. */
  | { readonly is: 'staff'; readonly by: 'session' | 'key'; readonly role: StaffRole; readonly token: string }
  /** With a session or an API key that holds no more. */
  | { readonly is: 'gone'; readonly code: string; readonly token: string };

/** What the rule has for who asks: `in`, or the code of the refusal. */
export function expected(rule: AccessRule, asker: Asker): string {
  if (rule === 'everybody') return 'in';
  if (asker.is === 'gone') return asker.code;
  if (rule === 'watchers') {
    const codes = { nobody: 'token-required', viewer: 'in', 'viewer of another channel': 'token-wrong-channel' };
    return asker.is === 'staff' ? 'in' : codes[asker.is];
  }
  if (asker.is === 'nobody') return 'sign-in-required';
  if (asker.is !== 'staff') return 'session-invalid';
  const inPerson = rule.endsWith(IN_PERSON);
  const needed = (inPerson ? rule.slice(0, -IN_PERSON.length) : rule) as StaffRole;
  const isEnough = RANKS.indexOf(asker.role) >= RANKS.indexOf(needed) && !(inPerson && asker.by === 'key');
  return isEnough ? 'in' : 'not-allowed';
}
