/** What is told last is kept while `enabled` is false. */
export interface Asking {
  readonly enabled?: boolean;
}

/**
 * Whether one of these questions to the server still waits for its first answer. A page that is drawn when none does, and
 * not before, stays where it is: nothing that comes later moves it from under the pointer.
 */
export function isWaiting(questions: readonly { readonly isLoading: boolean }[]): boolean {
  return questions.some(({ isLoading }) => isLoading);
}
