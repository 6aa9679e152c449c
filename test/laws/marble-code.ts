import ts from 'typescript';

/** A file: its path relative to the root of the repository, and its text. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** A marble test: its title and its string literals, trimmed, in order. */
export interface MarbleTest {
  readonly title: string;
  readonly literals: readonly string[];
}

const parse = ({ path, text }: SourceText): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);

/** Returns whether a file exports a function that returns an `OperatorFunction`. */
export function exportsOperator(source: SourceText): boolean {
  if (!source.text.includes('OperatorFunction<')) return false;
  return parse(source).statements.some((statement) => {
    if (ts.isFunctionDeclaration(statement)) return isExported(statement) && returnsOperator(statement);
    return (
      ts.isVariableStatement(statement) &&
      isExported(statement) &&
      statement.declarationList.declarations.some(({ initializer }) => returnsOperator(initializer))
    );
  });
}

const isExported = ({ modifiers }: ts.FunctionDeclaration | ts.VariableStatement): boolean =>
  modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;

const returnsOperator = (node: ts.Node | undefined): boolean =>
  node !== undefined &&
  (ts.isFunctionDeclaration(node) || ts.isArrowFunction(node)) &&
  (/^(MonoType)?OperatorFunction</.test(node.type?.getText() ?? '') || returnsOperator(node.body));

/**
 * Returns the marble tests of a file: calls of `test`, and of `test.each([…])` with the literals of the first row.
 */
export function marbleTestsOf(file: SourceText): readonly MarbleTest[] {
  const found: MarbleTest[] = [];
  const visit = (node: ts.Node): void => {
    if (!ts.isCallExpression(node) || !/^test\b/.test(node.expression.getText())) {
      ts.forEachChild(node, visit);
      return;
    }
    const [title, body] = node.arguments;
    if (title === undefined || body === undefined || !/\bmarbles\(/.test(body.getText())) return;
    const rows = ts.isCallExpression(node.expression) ? node.expression.arguments[0] : undefined;
    const row = rows !== undefined && ts.isArrayLiteralExpression(rows) ? rows.elements[0] : undefined;
    found.push({
      title: ts.isStringLiteralLike(title) ? title.text : title.getText(),
      literals: [...literalsOf(row), ...literalsOf(body)],
    });
  };
  visit(parse(file));
  return found;
}

function literalsOf(node: ts.Node | undefined): readonly string[] {
  if (node === undefined) return [];
  if (ts.isStringLiteralLike(node)) return [node.text.trim()];
  const found: string[] = [];
  ts.forEachChild(node, (child) => {
    found.push(...literalsOf(child));
  });
  return found;
}
