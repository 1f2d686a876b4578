/** Stands for an object of nx whose methods are hooked. */
export class Greeter {
  greeting = 'hello';
  greet(name: string): string {
    return `${this.greeting} ${name}`;
  }
  greetLater(name: string): Promise<string> {
    return Promise.resolve(this.greet(name));
  }
}
