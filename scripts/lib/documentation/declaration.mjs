// How a declaration reads without its body, and what its doc comment says.
import ts from 'typescript';

/** Longest initial value of a constant that is shown. */
const LONGEST_VALUE = 300;

/** Kind, TypeScript text without implementation, and doc comment of an exported declaration. */
export function describeDeclaration(name, nodes) {
  const comment = nodes.map(commentOf).find((text) => text !== '') ?? '';
  const overloads = nodes.filter((node) => !node.body);
  const shown = overloads.length > 0 ? overloads : nodes;
  return {
    kind: kindOf(nodes[0]),
    signature: shown.map((node) => signatureOf(name, node)).join('\n'),
    comment,
  };
}

/** The methods of a constant object, such as `show`, as declarations of their own. */
export function methodsOf(node) {
  if (!ts.isVariableDeclaration(node) || !node.initializer) return [];
  if (!ts.isObjectLiteralExpression(node.initializer)) return [];
  return node.initializer.properties.filter((property) => ts.isMethodDeclaration(property));
}

/** Names of the types that a declaration mentions in its parameters, or that an interface or alias builds on. */
export function mentionedTypes(node) {
  const names = new Set();
  const visit = (child) => {
    if (!child) return;
    const name = ts.isTypeReferenceNode(child) ? child.typeName : child.expression;
    const isType = ts.isTypeReferenceNode(child) || ts.isExpressionWithTypeArguments(child);
    if (isType && ts.isIdentifier(name)) names.add(name.text);
    ts.forEachChild(child, visit);
  };
  for (const { type } of functionIn(node)?.parameters ?? []) visit(type);
  if (ts.isInterfaceDeclaration(node)) node.heritageClauses?.forEach(visit);
  if (ts.isTypeAliasDeclaration(node)) visit(node.type);
  return [...names];
}

function kindOf(node) {
  if (functionIn(node)) return 'function';
  if (ts.isClassDeclaration(node)) return 'class';
  return ts.isVariableDeclaration(node) ? 'constant' : 'type';
}

function functionIn(node) {
  if (ts.isFunctionLike(node)) return node;
  const value = ts.isVariableDeclaration(node) ? node.initializer : undefined;
  return value && ts.isArrowFunction(value) ? value : undefined;
}

function signatureOf(name, node) {
  const made = functionIn(node);
  if (made) return functionText(name, made);
  if (ts.isClassDeclaration(node)) return classText(node);
  if (ts.isVariableDeclaration(node)) return constantText(node);
  return textOf(node).replace(/^export /, '');
}

function functionText(name, node) {
  const list = (nodes, [open, close]) => (nodes ? `${open}${nodes.map(textOf).join(', ')}${close}` : '');
  const types = list(node.typeParameters, '<>');
  const result = node.type ? `: ${textOf(node.type)}` : '';
  return `${name}${types}${list(node.parameters.map(withoutDefaults), '()')}${result}`;
}

/** What a caller sees of a parameter: `options?: Options` for `{ a = 1, b }: Options = {}`. */
function withoutDefaults(parameter) {
  const { name, type, initializer, dotDotDotToken } = parameter;
  const isOptions = ts.isObjectBindingPattern(name) || initializer?.getText() === '{}';
  if (!isOptions || !type || dotDotDotToken) return parameter;
  return {
    text: `${ts.isIdentifier(name) ? name.text : nameFor(type)}${initializer ? '?' : ''}: ${textOf(type)}`,
  };
}

function nameFor(type) {
  const text = textOf(type);
  return /^[A-Z]\w*$/.test(text) && !text.endsWith('Options')
    ? text[0].toLowerCase() + text.slice(1)
    : 'options';
}

function constantText(node) {
  const type = node.type ? `: ${textOf(node.type)}` : '';
  return `const ${textOf(node.name)}${type}${valueText(node.initializer)}`;
}

/** The value of a constant, or of a large object its keys. */
function valueText(node) {
  const value = node ? textOf(node) : '';
  if (value !== '' && value.length <= LONGEST_VALUE) return ` = ${value}`;
  const inner = node && (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) ? node.expression : node;
  if (inner !== node) return valueText(inner);
  if (!inner || !ts.isObjectLiteralExpression(inner)) return '';
  return ` = { ${inner.properties.map(({ name }) => `${textOf(name)}: ...`).join(', ')} }`;
}

function classText(node) {
  const inside = node.members.filter((member) => !isPrivate(member)).map(memberText);
  const heritage = (node.heritageClauses ?? []).map((clause) => ` ${textOf(clause)}`).join('');
  return `class ${node.name.text}${heritage} {\n${inside.join('\n')}\n}`;
}

const isPrivate = ({ modifiers }) =>
  modifiers?.some(({ kind }) =>
    [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword].includes(kind),
  );

function memberText(member) {
  const comment = commentOf(member);
  const end = member.body ? member.body.getStart() : member.end;
  const text = member.getSourceFile().text.slice(member.getStart(), end).trim().replace(/;?$/, ';');
  return `${comment ? `  /** ${comment.replaceAll('\n', '\n   * ')} */\n` : ''}  ${text}`;
}

/** The source of a node, at the margin; a text that stands for one is its own. */
function textOf(node) {
  if (node.text !== undefined && node.kind === undefined) return node.text;
  const source = node.getSourceFile().text;
  const start = node.getStart();
  const line = source.slice(source.lastIndexOf('\n', start) + 1, start);
  const indent = /^ */.exec(line)[0];
  return source.slice(start, node.end).replaceAll(`\n${indent}`, '\n');
}

/** Text of the doc comment just before a declaration, without stars. */
function commentOf(node) {
  const holder = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  const comment = holder.jsDoc?.at(-1)?.getText() ?? '';
  return comment
    .replace(/^\/\*\*|\*\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim();
}
