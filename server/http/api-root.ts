/** Where the API is served. */
export const API_ROOT = '/api/v1';
export const UPLOADS_PATH = `${API_ROOT}/uploads`;
