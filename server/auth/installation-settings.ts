/** Facts about the installation that survive a restart. */
export interface InstallationSettings {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
}
