// What a product would have in its own database: transactions, and a receipt for each.

const categories = ['travel', 'meals', 'software', 'office', 'sales'];

/** `count` transactions in one currency, each with an amount of its own. */
export function makeTransactions(count, currency) {
  return Array.from({ length: count }, (_, index) => {
    const category = categories[index % categories.length];
    const amount = (1_000 + index) / 100;
    return {
      sourceReference: `SAMPLE-${String(index + 1).padStart(4, '0')}`,
      transactedOn: `2026-${twoDigits((index % 9) + 1)}-${twoDigits((index % 28) + 1)}`,
      description: `Sample ${category} ${index + 1}`,
      amount: category === 'sales' ? amount : -amount,
      currency,
      counterparty: `Counterparty ${(index % 20) + 1}`,
      category,
    };
  });
}

/** A transaction's receipt: a PDF of one page that says what was paid. */
export function makeReceipt({ sourceReference, transactedOn, amount, currency, counterparty }) {
  const text = `BT /F1 14 Tf 20 150 Td 20 TL (Receipt ${sourceReference}) Tj T* (${counterparty}, ${transactedOn}) Tj T* (${Math.abs(amount).toFixed(2)} ${currency}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let pdf = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = pdf.length;
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  pdf += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${pdf.length}\n%%EOF\n`;
  return new File([pdf], `${sourceReference}.pdf`, { type: 'application/pdf' });
}

const twoDigits = (number) => String(number).padStart(2, '0');
