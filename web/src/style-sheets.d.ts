// A style sheet of which the build leaves what the sign-in page needs (build/mantine-styles.ts).
declare module '*.css?sign-in'
