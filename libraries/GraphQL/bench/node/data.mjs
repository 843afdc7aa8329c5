// The data set. Everything follows from an index, by the same formulas as in ../Server/Data; fractions are eighths, which are exact in binary.

const range = (count, make) => Array.from({ length: count }, (_, index) => make(index + 1));
const digits = (number, width) => String(number).padStart(width, '0');

const categories = range(10, (id) => ({ id, name: `Category ${id}` }));

const authors = range(40, (id) => ({ id, name: `Author ${id}` }));

const reviewsOfProduct = (productId) =>
  range(5, (number) => ({
    id: productId * 10 + number,
    stars: 1 + ((productId + number) % 5),
    text: `Review ${number} of product ${productId}: does what it should.`,
    authorId: 1 + ((productId * 5 + number * 7) % 40),
  }));

export const products = range(100, (id) => ({
  id,
  sku: `SKU-${digits((id * 7919) % 100000, 5)}`,
  name: `Product ${id}`,
  summary: id % 7 === 0 ? null : `A "handy" thing for every day, number ${id}, made in Malmö`,
  price: 5 + ((id * 37) % 400) / 4,
  stock: (id * 13) % 50,
  rating: 1 + ((id * 3) % 17) / 4,
  available: id % 3 !== 0,
  weight: 100 + ((id * 17) % 900),
  addedOn: `2024-${digits(1 + (id % 12), 2)}-${digits(1 + (id % 28), 2)}`,
  categoryId: 1 + ((id * 3) % 10),
}));

export const readings = range(10000, (id) => ({
  id,
  sensor: `sensor-${id % 50}`,
  second: id * 60,
  value: ((id * 31) % 4000) / 8 - 100,
  valid: id % 11 !== 0,
}));

const reviews = new Map(products.map((product) => [product.id, reviewsOfProduct(product.id)]));

export const batches = { categories: 0, reviews: 0, authors: 0 };

// What a store would answer: asynchronous, in batches, in the order of the keys. There is no input or output behind it.

export async function fetchCategories(ids) {
  batches.categories++;
  return ids.map((id) => categories[id - 1]);
}

export async function fetchReviews(productIds) {
  batches.reviews++;
  return productIds.map((productId) => reviews.get(productId));
}

export async function fetchAuthors(ids) {
  batches.authors++;
  return ids.map((id) => authors[id - 1]);
}
