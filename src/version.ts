declare const BUILD_VERSION: string | undefined;

/** The version in package.json; the build puts it in. */
export const version: string = typeof BUILD_VERSION === 'string' ? BUILD_VERSION : 'development';
