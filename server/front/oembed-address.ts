/** Where a watch page says that its oEmbed answer is. */
export function oEmbedAddress(publicUrl: string, slug: string): string {
  const watchPage = `${publicUrl}/watch/${encodeURIComponent(slug)}`;
  return `${publicUrl}/oembed?url=${encodeURIComponent(watchPage)}&format=json`;
}
