/** How far what an outlet says carries. */

/**
 * 3 national or international press, television, agencies. 2 regional and trade press. 1 any other site that publishes
 * articles: a blog, a small outlet. 0 people: forums, social networks, comments, reviews.
 */
export type OutletWeight = 0 | 1 | 2 | 3;

export const OUTLET_WEIGHTS = [0, 1, 2, 3] as const satisfies readonly OutletWeight[];
