/** Before this part of a media there are titles, behind it credits. */
const BEST_PLACE = 1 / 3;
/** How much a picture at the far end loses against one at the best place: a fifth. */
const PLACE_WEIGHT = 0.2;

/**
 * Which of some pictures says most about a media: one with much in it, rather than black, a fade or a flash.
 *
 * @param pictures in shades of grey, in the order they are shown
 */
export function tellingPicture(pictures: readonly Uint8Array[]): number {
  const scores = pictures.map((picture, index) => {
    const place = pictures.length === 1 ? BEST_PLACE : index / (pictures.length - 1);
    return contrast(picture) * (1 - PLACE_WEIGHT * Math.abs(place - BEST_PLACE));
  });
  return scores.reduce((best, score, index) => (score > scores[best]! ? index : best), 0);
}

/** The standard deviation of the brightness. */
function contrast(picture: Uint8Array): number {
  const mean = picture.reduce((sum, value) => sum + value, 0) / picture.length;
  return Math.sqrt(picture.reduce((sum, value) => sum + (value - mean) ** 2, 0) / picture.length);
}
